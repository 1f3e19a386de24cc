import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Segmented, Select } from 'antd'
import type { Product } from '../../api/catalog.js'
import { getDelivery } from '../../api/delivery.js'
import {
  type DeliveryKind,
  getProductDelivery,
  type ProductDelivery,
  setDeliveryKind,
  setTemplate,
} from '../../api/product-delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { ReturnRuleButton, useReturnText } from './return-rule.js'
import { VirtualGoodsList } from './virtual-goods.js'

interface KindFieldProps {
  readonly kind: DeliveryKind
  readonly help?: string | undefined
  readonly disabled?: boolean
  readonly onChange: (kind: DeliveryKind) => void
}

/** Goods that somebody carries, or codes and links. */
export function KindField({ kind, help, disabled = false, onChange }: KindFieldProps) {
  const { goods } = useTexts()
  return (
    <div className="stack tight">
      <span>{goods.kind}</span>
      <Segmented<DeliveryKind>
        value={kind}
        disabled={disabled}
        aria-label={goods.kind}
        options={(['physical', 'virtual'] as const).map((value) => ({ value, label: goods.kinds[value] }))}
        onChange={onChange}
      />
      <span className="quiet">{help ?? goods.kindHelp[kind]}</span>
    </div>
  )
}

interface DeliveryPanelProps {
  readonly product: Product
  /** Something in the form around it is not saved yet. */
  readonly isDirty: boolean
  readonly onChanged: () => void
}

/** How a product that exists reaches its shopper and comes back; saved at once, apart from the form around it. */
export function DeliveryPanel({ product, isDirty, onChanged }: DeliveryPanelProps) {
  const { storeId } = useShop()
  const { goods } = useTexts()
  const query = useQuery({
    queryKey: ['product-delivery', storeId, product.id],
    queryFn: () => getProductDelivery(storeId, product.id),
    refetchOnWindowFocus: false,
  })
  return (
    <Panel title={goods.title} help={goods.help}>
      <Loaded from={query} rows={3}>
        {(delivery) => (
          <div className="stack delivery-panel">
            <Kind product={product} delivery={delivery} isDirty={isDirty} onChanged={onChanged} />
            {delivery.kind === 'physical' ? (
              <Template productId={product.id} delivery={delivery} />
            ) : (
              <VirtualGoodsList product={product} onChanged={onChanged} isDirty={isDirty} />
            )}
            <Returns productId={product.id} delivery={delivery} />
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

function Kind({ product, delivery, isDirty, onChanged }: DeliveryPanelProps & { delivery: ProductDelivery }) {
  const { storeId } = useShop()
  const { goods } = useTexts()
  const may = useMay('catalog:write')
  const client = useQueryClient()
  const fail = useFail()
  const change = useMutation({
    mutationFn: (kind: DeliveryKind) => setDeliveryKind(storeId, product.id, kind),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['product-delivery', storeId, product.id] })
      // Its version has moved with it.
      onChanged()
    },
    onError: fail,
  })
  const why = delivery.isSold ? goods.kindSold : isDirty ? goods.saveFirst : undefined
  return (
    <KindField
      kind={change.isPending ? change.variables : delivery.kind}
      help={why}
      disabled={!may || delivery.isSold || isDirty || change.isPending}
      onChange={(kind) => change.mutate(kind)}
    />
  )
}

interface PartProps {
  readonly productId: string
  readonly delivery: ProductDelivery
}

function Template({ productId, delivery }: PartProps) {
  const { storeId } = useShop()
  const { goods, delivery: texts, common } = useTexts()
  const { message } = App.useApp()
  const may = useMay('catalog:write')
  const maySee = useMay('store:read')
  const client = useQueryClient()
  const fail = useFail()
  const setup = useQuery({
    queryKey: ['delivery', storeId],
    queryFn: () => getDelivery(storeId),
    enabled: maySee,
  })
  const save = useMutation({
    mutationFn: (template: string) => setTemplate(storeId, productId, template),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['product-delivery', storeId, productId] })
      void message.success(common.saved)
    },
    onError: fail,
  })
  if (!setup.data) return null
  const options = setup.data.templates.map(({ id, name }) => ({
    value: id,
    label: id === 'usual' ? texts.usual : name || texts.unnamed,
  }))
  const isKnown = options.some(({ value }) => value === delivery.template)
  return (
    <div className="stack tight">
      <span>{goods.template}</span>
      <Select
        aria-label={goods.template}
        value={isKnown ? delivery.template : 'usual'}
        options={options}
        disabled={!may}
        loading={save.isPending}
        onChange={(template) => save.mutate(template)}
      />
      <span className="quiet">{goods.templateHelp}</span>
    </div>
  )
}

function Returns({ productId, delivery }: PartProps) {
  const { goods } = useTexts()
  const text = useReturnText()
  return (
    <div className="stack tight">
      <span>{goods.returns}</span>
      <span className="row between row-wrap">
        <strong className="pre">{text(delivery.rule)}</strong>
        <ReturnRuleButton productId={productId} delivery={delivery} />
      </span>
      <span className="quiet">{goods.returnsHelp}</span>
    </div>
  )
}
