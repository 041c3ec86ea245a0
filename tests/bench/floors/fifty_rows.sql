\set n random(1, 50)
WITH taken AS (
  UPDATE hot SET taken = taken + 1 WHERE id = :n AND taken < capacity RETURNING taken
)
INSERT INTO booked (session_id, number) SELECT :n, taken FROM taken;
