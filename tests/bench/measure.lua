-- SPDX-License-Identifier: MIT
-- Calls f once to warm up and `rounds` times with the clock; prints `NAME MICROSECONDS` a round.
return function(name, rounds, expected, f)
  for round = 0, rounds do
    collectgarbage()
    local start = os.clock()
    local answer = f()
    local stop = os.clock()
    assert(answer == expected, name .. " gave a wrong answer: " .. tostring(answer))
    if round > 0 then print(name .. " " .. math.floor((stop - start) * 1e6)) end
  end
end
