import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Segmented, Space, Tag, Upload } from 'antd'
import type { Product, Sku } from '../../api/catalog.js'
import {
  addCodes,
  getVirtualGoods,
  retireCodes,
  type SavedVirtualGoods,
  saveVirtualGoods,
  type VirtualGoods,
} from '../../api/product-delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { Loaded } from '../../ui/states.js'

interface VirtualGoodsListProps {
  readonly product: Product
  readonly isDirty: boolean
  /** The stock has moved with the codes. */
  readonly onChanged: () => void
}

/** What each variant of a virtual product delivers. */
export function VirtualGoodsList({ product, isDirty, onChanged }: VirtualGoodsListProps) {
  const { goods } = useTexts()
  const skus = product.skus.filter(({ isActive }) => isActive)
  return (
    <div className="stack tight">
      <span>{goods.delivers}</span>
      <ul className="lines">
        {skus.map((sku) => (
          <SkuGoods
            key={sku.id}
            sku={sku}
            // What is typed around it stays as it is until it is saved.
            onChanged={() => !isDirty && onChanged()}
          />
        ))}
      </ul>
    </div>
  )
}

function SkuGoods({ sku, onChanged }: { readonly sku: Sku; readonly onChanged: () => void }) {
  const { storeId } = useShop()
  const { goods } = useTexts()
  const query = useQuery({
    queryKey: ['virtual-goods', storeId, sku.id],
    queryFn: () => getVirtualGoods(storeId, sku.id),
    refetchOnWindowFocus: false,
  })
  const name = sku.values.join(' / ')
  return (
    <li className="stack tight">
      {name && <strong>{name}</strong>}
      <Loaded from={query} rows={2}>
        {(saved) => (
          <>
            <span className="row row-wrap">
              {saved ? <Standing saved={saved} /> : <Tag color="warning">{goods.notSet}</Tag>}
            </span>
            <Space wrap>
              <SettingsButton sku={sku} saved={saved} onChanged={onChanged} />
              {saved?.kind === 'codes' && <AddCodesButton sku={sku} onChanged={onChanged} />}
              {saved?.kind === 'codes' && saved.codes.free > 0 && (
                <RetireButton sku={sku} free={saved.codes.free} onChanged={onChanged} />
              )}
            </Space>
          </>
        )}
      </Loaded>
    </li>
  )
}

function Standing({ saved }: { readonly saved: SavedVirtualGoods }) {
  const { goods } = useTexts()
  const { kind, codes, lowUnits, text } = saved
  if (kind === 'text') return <span className="quiet pre">{text}</span>
  const isLow = codes.free < Math.max(1, lowUnits)
  return (
    <>
      <span className={isLow ? 'warn' : undefined}>{goods.free(codes.free)}</span>
      <span className="quiet">{goods.sold(codes.sold)}</span>
      {codes.retired > 0 && <span className="quiet">{goods.retired(codes.retired)}</span>}
      {isLow && <Tag color="error">{codes.free === 0 ? goods.noneLeft : goods.low}</Tag>}
    </>
  )
}

interface SkuProps {
  readonly sku: Sku
  readonly onChanged: () => void
}

function SettingsButton({ sku, saved, onChanged }: SkuProps & { readonly saved: SavedVirtualGoods | null }) {
  const { storeId } = useShop()
  const { goods, common } = useTexts()
  if (!useMay('catalog:write')) return null
  const required = [{ required: true, whitespace: true, message: common.required }]
  return (
    <Act<VirtualGoods>
      label={saved ? goods.change : goods.set}
      button={{ size: 'small', type: saved ? 'default' : 'primary' }}
      title={goods.delivers}
      help={goods.deliversHelp}
      done={common.saved}
      renews="virtual-goods"
      onDone={onChanged}
      act={({ kind, text = '', howTo = '', lowUnits = 5, returns }) =>
        saveVirtualGoods(storeId, sku.id, { kind, text, howTo, lowUnits, returns })
      }
    >
      <Form.Item name="kind" initialValue={saved?.kind ?? 'codes'}>
        <Segmented
          options={(['codes', 'text'] as const).map((value) => ({ value, label: goods.content[value] }))}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) =>
          (getFieldValue('kind') ?? saved?.kind ?? 'codes') === 'text' ? (
            <Form.Item
              name="text"
              label={goods.text}
              extra={goods.textHelp}
              initialValue={saved?.text ?? ''}
              rules={required}
            >
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
            </Form.Item>
          ) : (
            <Form.Item
              name="lowUnits"
              label={goods.lowUnits}
              extra={goods.lowUnitsHelp}
              initialValue={saved?.lowUnits ?? 5}
            >
              <InputNumber min={0} max={10_000} precision={0} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="howTo" label={goods.howTo} extra={goods.howToHelp} initialValue={saved?.howTo ?? ''}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="returns" label={goods.refunds} initialValue={saved?.returns ?? 'unseen'}>
        <Segmented
          options={(['unseen', 'never'] as const).map((value) => ({ value, label: goods.refund[value] }))}
        />
      </Form.Item>
    </Act>
  )
}

function AddCodesButton({ sku, onChanged }: SkuProps) {
  const { storeId } = useShop()
  const { goods, common } = useTexts()
  const { message } = App.useApp()
  if (!useMay('stock:write')) return null
  return (
    <Act<{ codes: string }>
      label={goods.addCodes}
      button={{ size: 'small' }}
      title={goods.addCodes}
      help={goods.addCodesHelp}
      renews="virtual-goods"
      onDone={onChanged}
      act={async ({ codes }) => {
        const { added, repeated, delivered } = await addCodes(storeId, sku.id, codes)
        void message.success(goods.added(added, repeated, delivered))
      }}
    >
      <Form.Item name="codes" rules={[{ required: true, whitespace: true, message: common.required }]}>
        <Input.TextArea
          aria-label={goods.addCodes}
          autoSize={{ minRows: 5, maxRows: 10 }}
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
        />
      </Form.Item>
      <FromFile />
    </Act>
  )
}

/** Puts what a text file has into the field above, to be looked at before it is sent. */
function FromFile() {
  const { goods } = useTexts()
  const form = Form.useFormInstance<{ codes: string }>()
  return (
    <Upload
      accept=".txt,.csv,text/plain,text/csv"
      showUploadList={false}
      beforeUpload={(file) => {
        void file.text().then((text) => {
          const before = form.getFieldValue('codes')?.trim()
          form.setFieldValue('codes', [before, text.replace(/^\uFEFF/, '').trim()].filter(Boolean).join('\n'))
        })
        return false
      }}
    >
      <Button icon={<UploadOutlined />}>{goods.fromFile}</Button>
    </Upload>
  )
}

function RetireButton({ sku, free, onChanged }: SkuProps & { readonly free: number }) {
  const { storeId } = useShop()
  const { goods } = useTexts()
  const { message } = App.useApp()
  if (!useMay('stock:write')) return null
  return (
    <Act<{ units: number }>
      label={goods.retire}
      button={{ size: 'small', type: 'text' }}
      isDanger
      title={goods.retire}
      help={goods.retireHelp}
      renews="virtual-goods"
      onDone={onChanged}
      act={async ({ units }) => {
        const { retired } = await retireCodes(storeId, sku.id, units)
        void message.success(goods.retiredNow(retired))
      }}
    >
      <Form.Item name="units" label={goods.retireUnits} initialValue={free}>
        <InputNumber min={1} max={free} precision={0} />
      </Form.Item>
    </Act>
  )
}
