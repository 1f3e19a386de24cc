import { useQuery, useQueryClient } from '@tanstack/react-query'
import { listMechanics } from '../../api/campaigns.js'
import { useShop } from '../../app/session.js'

/** The kinds of campaigns there are; each keeps its place, and so its colour, whatever is switched on. */
export function useMechanics() {
  const { storeId } = useShop()
  return useQuery({
    queryKey: ['campaign-mechanics', storeId],
    queryFn: async () => (await listMechanics(storeId)).toSorted((a, b) => (a.plugin < b.plugin ? -1 : 1)),
    staleTime: 60_000,
  })
}

const HUES = 8

/** The colour class of a mechanic: `hue-0` … `hue-7`. */
export function useHue(): (plugin: string) => string {
  const mechanics = useMechanics().data ?? []
  return (plugin) => {
    const place = mechanics.findIndex((one) => one.plugin === plugin)
    return `hue-${(place < 0 ? HUES - 1 : place) % HUES}`
  }
}

/** After a campaign changed: lists, the calendar and itself are asked for again. */
export function useRenewCampaigns(): () => Promise<void> {
  const { storeId } = useShop()
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      ['campaigns', 'campaign', 'campaign-calendar'].map((name) =>
        client.invalidateQueries({ queryKey: [name, storeId] }),
      ),
    )
  }
}
