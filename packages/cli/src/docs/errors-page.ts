import {
  campaigns,
  catalog,
  customers,
  earnings,
  http,
  media,
  orders,
  payments,
  plugins,
  quotas,
  staff,
  statements,
  stores,
} from '@mamapu/core'

type Entries = Readonly<Record<string, http.ErrorEntry>>

/** Every list of codes the product can answer with, by the domain that owns it. */
function lists(registry: plugins.PluginRegistry): readonly (readonly [domain: string, entries: Entries])[] {
  const ofPlugins = registry.plugins.map(
    ({ id, plugin }) => [`plugin ${id}`, (plugin.errors ?? {}) as Entries] as const,
  )
  return [
    ['http', http.HTTP_ERRORS],
    ['stores', stores.STORE_ERRORS],
    ['staff', staff.STAFF_ERRORS],
    ['customers', customers.CUSTOMER_ERRORS],
    ['catalog', catalog.CATALOG_ERRORS],
    ['csv', catalog.CSV_ERRORS],
    ['campaigns', campaigns.CAMPAIGN_ERRORS],
    ['earnings', earnings.EARNING_ERRORS],
    ['media', media.MEDIA_ERRORS],
    ['stock', quotas.STOCK_ERRORS],
    ['pools', quotas.POOL_ERRORS],
    ['orders', orders.ORDER_ERRORS],
    ['payments', payments.PAYMENT_ERRORS],
    ['statements', statements.STATEMENT_ERRORS],
    ['plugins', plugins.PLUGIN_ERRORS],
    ...ofPlugins,
  ]
}

/** docs/errors.md: made from the lists themselves, so that manual and code cannot differ. */
export function errorsPage(registry: plugins.PluginRegistry): string {
  const sections = lists(registry).map(([domain, entries]) => {
    const rows = Object.entries(entries).map(
      ([code, entry]) =>
        `| <a id="${code}"></a>\`${code}\` | ${entry.status} | ${entry['zh-CN']} | ${entry.en} |`,
    )
    return `## ${domain}\n\n| code | status | 中文 | English |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Errors · 错误码\n\nMade by \`npm run docs\` from the \`*.errors.ts\` lists; a test keeps it equal. Replies are problem details (RFC 9457) with these stable codes.\n\n${sections.join('\n')}`
}

/** Codes that stand in more than one list; there must be none. */
export function repeatedCodes(registry: plugins.PluginRegistry): readonly string[] {
  const codes = lists(registry).flatMap(([, entries]) => Object.keys(entries))
  return codes.filter((code, index) => codes.indexOf(code) !== index)
}
