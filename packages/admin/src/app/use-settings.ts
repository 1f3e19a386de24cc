import { useQuery } from '@tanstack/react-query'
import { getSettings } from '../api/store.js'
import { useShop } from './session.js'

/** The shop's settings, shared by every page that needs one of them. */
export function useSettings() {
  const { storeId } = useShop()
  return useQuery({ queryKey: ['settings', storeId], queryFn: () => getSettings(storeId), staleTime: 30_000 })
}

/** Money is written in the shop's currency, times by its zone. */
export function useCurrency(): string {
  return useSettings().data?.currency ?? 'CNY'
}

export function useZone(): string {
  return useSettings().data?.zone ?? 'Asia/Shanghai'
}
