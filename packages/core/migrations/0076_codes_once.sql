-- A code is on one shelf of a shop, whichever variant's: on two of them it could be sold twice.
create unique index virtual_codes_once on virtual_codes (tenant_id, code_hash);
