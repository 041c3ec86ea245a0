DROP TABLE IF EXISTS waiter;
CREATE TABLE waiter (id bigserial PRIMARY KEY, topic int NOT NULL, rank bigint NOT NULL, seat int, claimed_at timestamptz);
INSERT INTO waiter (topic, rank) SELECT 1 + n % 8, n FROM generate_series(1, 200000) n;
CREATE INDEX waiter_line ON waiter (topic, rank) WHERE seat IS NULL;
VACUUM ANALYZE waiter;
