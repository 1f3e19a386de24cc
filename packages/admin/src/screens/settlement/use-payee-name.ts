import { useQuery } from '@tanstack/react-query'
import { getCustomer } from '../../api/people.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'

/** How a payee is called among customers; nothing while it is not known, or may not be. */
export function usePayeeName(customerId: string): string | null {
  const { storeId } = useShop()
  const { unnamed } = useTexts().settlement
  const may = useMay('customers:read')
  const customer = useQuery({
    queryKey: ['customer', storeId, customerId],
    queryFn: () => getCustomer(storeId, customerId),
    enabled: may,
  })
  return customer.data ? customer.data.name || customer.data.phoneMasked || unnamed : null
}
