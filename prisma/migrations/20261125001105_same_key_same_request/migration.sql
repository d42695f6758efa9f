-- A key of idempotency stands for one request. The same key with another body is a mistake of the caller, and is said so:
-- the first answer would look like an answer to the second.

set role heliu_owner;
alter table app.idempotency_key add column asked bytea check (length(asked) = 32);
comment on column app.idempotency_key.asked is 'SHA-256 of the request that the answer was given to; null for requests from before it was kept.';
reset role;
