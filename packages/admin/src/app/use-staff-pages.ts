import { useQuery } from '@tanstack/react-query'
import { listStaffPages, type StaffPage } from '../api/staff-pages.js'
import { useSpeech } from '../i18n/texts.js'
import { useShop } from './session.js'

interface StaffPageLink extends StaffPage {
  readonly href: string
}

/** Pages of plugins that whoever is signed in may open, with their addresses; none until they are known. */
export function useStaffPages(): readonly StaffPageLink[] {
  const { storeId, slug } = useShop()
  const { language } = useSpeech()
  const pages = useQuery({
    queryKey: ['staff-pages', storeId, language],
    queryFn: () => listStaffPages(storeId),
    staleTime: 60_000,
  })
  return (pages.data?.items ?? []).map((page) => ({
    ...page,
    href: `/admin/x/${page.plugin}/${page.name}?s=${slug}`,
  }))
}
