import type { Texts } from '../texts.js'
import { aftersale } from './aftersale.js'
import { campaign } from './campaign.js'
import { campaigns } from './campaigns.js'
import { catalog } from './catalog.js'
import { delivery } from './delivery.js'
import { desk } from './desk.js'
import { deskSettings } from './desk-settings.js'
import { exports } from './exports.js'
import { goods } from './goods.js'
import { invoices } from './invoices.js'
import { marketing } from './marketing.js'
import { messages } from './messages.js'
import { operator } from './operator.js'
import { orders } from './orders.js'
import { packing } from './packing.js'
import { payments } from './payments.js'
import { products } from './products.js'
import { schemaForm } from './schema-form.js'
import { settlement } from './settlement.js'
import { shell } from './shell.js'
import { shipping } from './shipping.js'
import { shop } from './shop.js'
import { start } from './start.js'

export const en: Texts = {
  ...shell,
  aftersale,
  start,
  catalog,
  delivery,
  goods,
  products,
  orders,
  desk,
  deskSettings,
  exports,
  invoices,
  marketing,
  messages,
  campaigns,
  campaign,
  schemaForm,
  shipping,
  shop,
  operator,
  settlement,
  packing,
  payments,
}
