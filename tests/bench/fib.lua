-- SPDX-License-Identifier: MIT
-- Calls and small arithmetic: Fibonacci 32 and Takeuchi 24 16 8.
local measure = dofile("tests/bench/measure.lua")

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local function tak(x, y, z)
  if y < x then return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) end
  return z
end

measure("fib", 3, 2178309, function() return fib(32) end)
measure("tak", 3, 9, function() return tak(24, 16, 8) end)
