-- Drops the oldest entries of a stream that are too many or too old, a limited number at once; answers how many.
-- KEYS  1 stream  2 trimmed      ARGV  1 number of the stream  2 entries to keep  3 oldest time to keep  4 limit
local surplus, oldest, limit = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local dropped, last = 0, nil
-- Field 1 of an entry is its time.
for i, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)) do
  if surplus <= 0 and tonumber(entry[2][2]) >= oldest then return 0 end
end
for i, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', limit)) do
  if i > surplus and tonumber(entry[2][2]) >= oldest then break end
  dropped, last = i, tonumber(string.match(entry[1], '^%d+'))
end
if last then
  redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-0', last + 1))
  redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', last))
end
return dropped
