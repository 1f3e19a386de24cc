import { useQuery } from '@tanstack/react-query'
import { listMembers } from '../api/store.js'
import { useTexts } from '../i18n/texts.js'
import { useMay, useShop } from './session.js'

/** Names for the ids of staff; the beginning of the id for somebody who has left. */
export function useStaffNames(): (actor: string) => string {
  const { storeId } = useShop()
  const { audit } = useTexts().shop
  const may = useMay('staff:read')
  const members = useQuery({
    queryKey: ['members', storeId],
    queryFn: () => listMembers(storeId),
    enabled: may,
    staleTime: 60_000,
  })
  return (actor) => {
    if (actor === 'system') return audit.system
    if (actor === 'import') return audit.import
    return members.data?.items.find(({ staffId }) => staffId === actor)?.name ?? actor.slice(0, 12)
  }
}
