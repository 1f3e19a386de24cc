import type { Texts } from '../texts.js'

export const schemaForm: Texts['schemaForm'] = {
  paysOf: (percent) => `Shoppers pay ${percent}% of the price`,
  chooseSkus: 'Choose variants',
  chooseSku: 'Choose a product',
  addSkus: 'Add products',
  change: 'Change',
  chosen: (count) => `${count} chosen`,
  searchSkus: 'Search by product name',
  noSkus: 'No products found',
  notForSale: 'Not on sale',
  goneSku: 'This product is gone',
  row: (number) => `Step ${number}`,
  region: 'Choose a province or city',
  regions: 'Choose provinces or cities; none means everywhere',
  tags: 'Choose product tags',
  customerTags: 'Choose customer tags',
  withPeople: (name, people) => `${name} (${people})`,
  level: 'Choose a level',
  noLevels: 'No levels yet; switch levels on first',
  moreSettings: 'More settings (fine as they are)',
  weekDays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
}
