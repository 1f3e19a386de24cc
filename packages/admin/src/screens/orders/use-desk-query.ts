import { useSearchParams } from 'react-router'
import type { DeskQuery } from '../../api/desk.js'

/** What the list may be asked; each is a parameter of its address, so that a filter can be kept and sent on. */
export const FOLDED = ['from', 'until', 'min', 'max', 'tags', 'delivery', 'provider', 'aftersale'] as const
const ASKED = ['state', 'search', 'customerId', 'campaignId', ...FOLDED] as const
export type Asked = (typeof ASKED)[number]

/** The list's filter, kept in the address. */
export function useDeskQuery() {
  const [search, setSearch] = useSearchParams()
  const query: DeskQuery = Object.fromEntries(
    ASKED.flatMap((name) => {
      const value = search.get(name)
      return value ? [[name, value]] : []
    }),
  )
  const replace = (wanted: DeskQuery) =>
    setSearch(new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== '')), {
      replace: true,
    })
  return {
    query,
    change: (part: Partial<Record<Asked, string>>) => replace({ ...query, ...part } as DeskQuery),
    replaceBy: (text: string) => setSearch(new URLSearchParams(text), { replace: true }),
    clear: () => replace(query.state ? { state: query.state } : {}),
  }
}
