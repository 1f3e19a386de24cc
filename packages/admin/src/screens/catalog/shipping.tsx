import { useQuery } from '@tanstack/react-query'
import { getShippingRules } from '../../api/catalog.js'
import { useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { ShippingForm } from './shipping-form.js'

export function Screen() {
  const { storeId } = useShop()
  const { shipping } = useTexts().catalog
  const currency = useCurrency()
  const rules = useQuery({
    queryKey: ['shipping', storeId],
    queryFn: () => getShippingRules(storeId),
    refetchOnWindowFocus: false,
  })
  return (
    <Page title={shipping.title} help={shipping.help} isNarrow>
      <Loaded from={rules}>{(data) => <ShippingForm saved={data} currency={currency} />}</Loaded>
    </Page>
  )
}
