-- Data taken without a decision keeps the masks of its items. Where nobody looks at a grant before the rows leave
-- (unconditional in a direct city, or listed for 专用), its consumer writes the row itself: it may choose columns and
-- days, but neither lift a mask nor read a masked item off the rows that remain after a condition on it.

set role heliu_owner;

create policy own_grant_keeps_masks on app.data_grant as restrictive for insert to heliu_workspace
  with check (consumer_department_id <> (select ctx.department())
    or not exists (select from app.data_item i
      where i.tenant_id = (select ctx.tenant()) and i.entry_id = data_grant.entry_id and i.mask <> 'none'
        and (data_grant.masks ->> i.name <> i.mask
          or data_grant.row_filter @> jsonb_build_array(jsonb_build_object('column', i.name)))));
comment on policy own_grant_keeps_masks on app.data_grant is
  'A department that grants itself what the law lets it take keeps every item''s own mask and sets no condition on a masked one.';

reset role;
