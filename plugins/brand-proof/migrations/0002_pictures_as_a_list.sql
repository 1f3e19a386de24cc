-- A check looks at a value once it is known to be a list, in whatever order its parts are asked.
alter table brand_proof_proofs
  drop constraint brand_proof_proofs_pictures_check,
  add check (jsonb_typeof(pictures) = 'array' and pictures <> '[]' and octet_length(pictures::text) <= 16384);
