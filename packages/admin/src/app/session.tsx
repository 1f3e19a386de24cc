import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { getMe, listShops, type Shop } from '../api/session.js'

export const ME = ['me'] as const
export const SHOPS = ['shops'] as const

export function useMe() {
  return useQuery({ queryKey: ME, queryFn: getMe, staleTime: 5 * 60_000 })
}

export function useShops() {
  return useQuery({ queryKey: SHOPS, queryFn: listShops, staleTime: 60_000 })
}

/** Looks again at who is signed in and which shops they have; resolves when it is known. */
export function useRenewSession(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await client.refetchQueries({ queryKey: ME })
    await client.invalidateQueries({ queryKey: SHOPS })
  }
}

export const ShopContext = createContext<Shop | null>(null)

/** The shop whose console this is. */
export function useShop(): Shop {
  const shop = useContext(ShopContext)
  if (!shop) throw new Error('outside of a shop')
  return shop
}

/** Whether the signed-in person may do this here; the server decides again. */
export function useMay(scope: string): boolean {
  return useShop().scopes.includes(scope)
}

/** The address of a console page of this shop. */
export function usePath(): (path: string) => string {
  const { slug } = useShop()
  return (path) => `/s/${slug}${path}`
}
