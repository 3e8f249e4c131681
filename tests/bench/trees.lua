-- SPDX-License-Identifier: MIT
-- Allocation: ten binary trees of depth 16, each built and walked.
local measure = dofile("tests/bench/measure.lua")

local function make_tree(depth)
  if depth == 0 then return {nil, nil} end
  return {make_tree(depth - 1), make_tree(depth - 1)}
end

local function count_nodes(tree)
  local left = tree[1]
  if left then return 1 + count_nodes(left) + count_nodes(tree[2]) end
  return 1
end

measure("trees", 3, 1310710, function()
  local nodes = 0
  for _ = 1, 10 do nodes = nodes + count_nodes(make_tree(16)) end
  return nodes
end)
