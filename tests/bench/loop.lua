-- SPDX-License-Identifier: MIT
-- A loop of 50 million additions, and as many steps of the counter.
local measure = dofile("tests/bench/measure.lua")

local function sum_below(limit)
  local i, sum = 0, 0
  while i < limit do
    sum = sum + i
    i = i + 1
  end
  return sum
end

measure("loop", 3, 1249999975000000, function() return sum_below(50000000) end)
