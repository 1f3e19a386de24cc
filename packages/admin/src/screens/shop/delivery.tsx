import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented, Switch } from 'antd'
import { useState } from 'react'
import { type DeliverySetup, type ExpressTemplate, getDelivery, switchExpress } from '../../api/delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { LocalForm } from './delivery-local.js'
import { TemplateForm } from './delivery-template.js'

export function Screen() {
  const { storeId } = useShop()
  const texts = useTexts().delivery
  const currency = useCurrency()
  const setup = useQuery({
    queryKey: ['delivery', storeId],
    queryFn: () => getDelivery(storeId),
    refetchOnWindowFocus: false,
  })
  return (
    <Page title={texts.title} help={texts.help} isNarrow>
      <Loaded from={setup}>
        {(data) => (
          <>
            <ExpressPart setup={data} currency={currency} />
            <LocalForm saved={data.local} currency={currency} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const NEW = 'new'

function ExpressPart({ setup, currency }: { readonly setup: DeliverySetup; readonly currency: string }) {
  const { storeId } = useShop()
  const texts = useTexts().delivery
  const may = useMay('store:write')
  const client = useQueryClient()
  const fail = useFail()
  const [shown, setShown] = useState('usual')
  const { express, templates } = setup
  const toggle = useMutation({
    mutationFn: (isOn: boolean) => switchExpress(storeId, { isOn, version: express.version }),
    onSettled: () => client.invalidateQueries({ queryKey: ['delivery', storeId] }),
    onError: fail,
  })
  const blank: ExpressTemplate = { id: NEW, name: '', charge: 'weight', rules: [], version: 0 }
  const current = templates.find(({ id }) => id === shown) ?? (shown === NEW ? blank : templates[0]) ?? blank
  const options = [...templates, ...(shown === NEW ? [blank] : [])].map(({ id, name }) => ({
    value: id,
    label: id === 'usual' ? texts.usual : name || texts.unnamed,
  }))
  return (
    <>
      <Panel
        title={texts.express}
        help={texts.expressHelp}
        extra={
          <Switch
            checked={express.isOn}
            disabled={!may}
            loading={toggle.isPending}
            aria-label={texts.express}
            onChange={(isOn) => toggle.mutate(isOn)}
          />
        }
      >
        {express.isOn && (
          <div className="row row-wrap gap">
            {options.length > 1 && <Segmented value={current.id} options={options} onChange={setShown} />}
            {may && shown !== NEW && (
              <Button icon={<PlusOutlined />} onClick={() => setShown(NEW)}>
                {texts.newTemplate}
              </Button>
            )}
          </div>
        )}
      </Panel>
      {express.isOn && (
        <TemplateForm
          key={`${current.id} ${current.version}`}
          saved={current}
          isNew={current.id === NEW}
          currency={currency}
          onMoved={setShown}
        />
      )}
    </>
  )
}
