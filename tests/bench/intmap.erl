%% SPDX-License-Identifier: MIT
%% A map of a million integers built by maps:put one at a time, and a million look-ups in it.
-module(intmap).
-export([main/0]).

-define(SIZE, 1000000).

build(?SIZE, M) -> M;
build(I, M) -> build(I + 1, maps:put(I, I, M)).

look_up(?SIZE, _, Sum) -> Sum;
look_up(I, M, Sum) -> look_up(I + 1, M, Sum + maps:get(I, M)).

%% Each round in a process of its own, so that no round pays for another's garbage.
timed(F) ->
    Self = self(),
    spawn(fun() ->
        Start = erlang:monotonic_time(microsecond),
        Answer = F(),
        Self ! {erlang:monotonic_time(microsecond) - Start, Answer}
    end),
    receive Result -> Result end.

measure(Name, Rounds, Expected, F) ->
    lists:foreach(fun(Round) ->
        {Time, Expected} = F(),
        Round > 0 andalso io:format("~s ~b~n", [Name, Time])
    end, lists:seq(0, Rounds)).

main() ->
    measure("map-build", 3, ?SIZE, fun() -> timed(fun() -> map_size(build(0, #{})) end) end),
    M = build(0, #{}),
    measure("map-look-up", 3, 499999500000, fun() ->
        Start = erlang:monotonic_time(microsecond),
        Sum = look_up(0, M, 0),
        {erlang:monotonic_time(microsecond) - Start, Sum}
    end),
    halt(0).
