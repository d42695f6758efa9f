-- Nothing is open because somebody compiled it.
--
-- A department compiles its entries; whether society may have the data is settled by the city's opening review, whose
-- fact changes the class (gate.apply_entry_fact). So an entry is compiled as one that is not open, by every door.

set role heliu_owner;

create policy opened_by_review on app.catalogue_entry as restrictive for insert to heliu_workspace
  with check (opening_class = 'withheld');
comment on column app.catalogue_entry.opening_class is 'Withheld when compiled; opened and closed by facts of an opening review and by nobody''s hand.';

reset role;
