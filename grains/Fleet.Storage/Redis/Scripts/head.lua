-- The newest position. When Redis lost its last writes (its counter is behind what a process knows), it goes on after that, and every older
-- position expires.
-- KEYS  1 position  2 trimmed      ARGV  1 known head
local text = function(number) return string.format('%.0f', number) end
local position, known = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1])
if position < known then
  position = known + 1
  redis.call('SET', KEYS[1], text(position))
  redis.call('HSET', KEYS[2], '0', text(position), '1', text(position), '2', text(position))
end
return text(position)
