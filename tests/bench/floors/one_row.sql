WITH taken AS (
  UPDATE hot SET taken = taken + 1 WHERE id = 1 AND taken < capacity RETURNING taken
)
INSERT INTO booked (session_id, number) SELECT 1, taken FROM taken;
