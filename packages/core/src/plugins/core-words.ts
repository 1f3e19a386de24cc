/**
 * What core's tables begin with, as plugin ids: a plugin's tables begin with its id, so with one of these core's tables
 * would count as its own. A test compares the list with the migrations.
 */
export const CORE_TABLE_WORDS: ReadonlySet<string> = new Set([
  'audit',
  'campaign',
  'cart',
  'cashier',
  'csv',
  'csv-import',
  'customer',
  'customer-level',
  'earning',
  'event',
  'idempotency',
  'ledger',
  'operator',
  'order',
  'phone',
  'plugin',
  'prepared',
  'price',
  'product',
  'quota',
  'refund',
  'shipment',
  'shipping',
  'sign',
  'sign-in',
  'staff',
  'stock',
  'store',
])
