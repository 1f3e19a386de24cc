-- Letters and certificates, and for which goods they speak. Days are the shop's calendar; the instants beside them decide.
create table brand_proof_proofs (
  tenant_id uuid not null,
  id uuid not null,
  brand text not null check (length(brand) between 1 and 60),
  kind text not null check (kind in ('letter', 'certificate', 'report', 'licence')),
  number text not null default '' check (length(number) <= 80),
  issuer text not null default '' check (length(issuer) <= 80),
  note text not null default '' check (length(note) <= 200),
  -- [{id, url, width, height, sources, sha256, fileUrl}] in the merchant's order, as they were when it was saved.
  pictures jsonb not null check (jsonb_typeof(pictures) = 'array' and jsonb_array_length(pictures) between 1 and 6),
  all_goods boolean not null,
  product_ids jsonb not null default '[]',
  category_ids jsonb not null default '[]',
  tags jsonb not null default '[]',
  valid_from date,
  valid_until date,
  -- Half open; null without an edge.
  starts_at timestamptz,
  ends_at timestamptz,
  is_hidden boolean not null default false,
  -- How near to its end the staff was told, in days left: 30, 7, 0 (the last day), -1 (over). 99 for not yet.
  told smallint not null default 99,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check ((valid_from is null) = (starts_at is null) and (valid_until is null) = (ends_at is null)),
  check (starts_at is null or ends_at is null or starts_at < ends_at)
);
create index brand_proof_proofs_ending on brand_proof_proofs (tenant_id, ends_at) where ends_at is not null and not is_hidden;
select tenant_table('brand_proof_proofs');
