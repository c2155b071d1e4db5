-- Writes a whole commit or nothing of it: everything is checked before anything is written.
-- KEYS  1 position  2 trimmed  3 changes  4 events  5 audit  6 session  7 records of the ownerships  8.. records, one key a partition
-- ARGV  1 sequence  2 slot  3 time  4 known head  5 channel  6 fence field or ''  7 fence epoch  8 mutations  9 events  10 audit entries
--       then of each mutation: index of its key, partition, field, expected version or '', '1' if logged, 'set' or 'delete', document
--       then the events, then the audit entries
local text = function(number) return string.format('%.0f', number) end
local version = function(record) return string.match(record, '^%d+') end
local body = function(record) return string.sub(record, string.find(record, ' ', 1, true) + 1) end

-- The same commit again, because its answer was lost: answer as before. A slot that a later commit took says nothing any more.
local sequence = tonumber(ARGV[1])
local done = redis.call('HGET', KEYS[6], ARGV[2])
if done then
  local last = tonumber(version(done))
  if last == sequence then return {'done', body(done)} end
  if last > sequence then return {'unknown'} end
end

if ARGV[6] ~= '' then
  local ownership = redis.call('HGET', KEYS[7], ARGV[6])
  local epoch = ownership and cjson.decode(body(ownership)).epoch or 0
  if text(epoch) ~= ARGV[7] then return {'fenced', text(epoch)} end
end

local mutations, events, audit = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local before = {}
for i = 0, mutations - 1 do
  local at = 11 + 7 * i
  local current = redis.call('HGET', KEYS[tonumber(ARGV[at])], ARGV[at + 2])
  local expected = ARGV[at + 3]
  if expected ~= '' and expected ~= (current and version(current) or '0') then return {'conflict', text(i), current or ''} end
  before[i] = current
end

-- A counter below what a process knows: Redis lost its last writes. Positions must not repeat, and who was ahead must start anew.
local position, known = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[4])
if position < known then
  position = known + 1
  redis.call('HSET', KEYS[2], '0', text(position), '1', text(position), '2', text(position))
end

local first = position + 1
local outcome = text(first)
for i = 0, mutations - 1 do
  local at = 11 + 7 * i
  local key, field, document, current = KEYS[tonumber(ARGV[at])], ARGV[at + 2], ARGV[at + 6], before[i]
  local id = text(first + i)
  local kind = current and '1' or '0'
  if ARGV[at + 5] == 'set' then
    redis.call('HSET', key, field, id .. ' ' .. document)
  elseif current then
    redis.call('HDEL', key, field)
    kind, document = '2', body(current)
  end
  if ARGV[at + 4] == '1' and (ARGV[at + 5] == 'set' or current) then
    if current then
      redis.call('XADD', KEYS[3], id .. '-0', 't', ARGV[3], 'd', document, 'y', kind, 'p', ARGV[at + 1], 'k', field, 'v', version(current), 'b', body(current))
    else
      redis.call('XADD', KEYS[3], id .. '-0', 't', ARGV[3], 'd', document, 'y', kind, 'p', ARGV[at + 1], 'k', field)
    end
  end
  outcome = outcome .. ' ' .. (current and version(current) or '0')
end

local at, next = 11 + 7 * mutations, first + mutations
for i = 0, events + audit - 1 do
  redis.call('XADD', i < events and KEYS[4] or KEYS[5], text(next + i) .. '-0', 't', ARGV[3], 'd', ARGV[at + i])
end

local last = first + mutations + events + audit - 1
redis.call('SET', KEYS[1], text(last))
redis.call('HSET', KEYS[6], ARGV[2], ARGV[1] .. ' ' .. outcome)
redis.call('EXPIRE', KEYS[6], 3600)
redis.call('PUBLISH', ARGV[5], text(last))
return {'done', outcome}
