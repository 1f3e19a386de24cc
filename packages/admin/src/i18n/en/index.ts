import type { Texts } from '../texts.js'
import { campaign } from './campaign.js'
import { campaigns } from './campaigns.js'
import { catalog } from './catalog.js'
import { marketing } from './marketing.js'
import { operator } from './operator.js'
import { orders } from './orders.js'
import { products } from './products.js'
import { schemaForm } from './schema-form.js'
import { settlement } from './settlement.js'
import { shell } from './shell.js'
import { shop } from './shop.js'
import { start } from './start.js'

export const en: Texts = {
  ...shell,
  start,
  catalog,
  products,
  orders,
  marketing,
  campaigns,
  campaign,
  schemaForm,
  shop,
  operator,
  settlement,
}
