import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import {
  createProduct,
  listCategories,
  listTags,
  type Product,
  type ProductStatus,
  STAGES,
  saveProduct,
} from '../../api/catalog.js'
import { isCode } from '../../api/client.js'
import { type DeliveryKind, setDeliveryKind } from '../../api/product-delivery.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { FormBar, Panel } from '../../ui/page.js'
import { RichText } from '../../ui/rich-text.js'
import { InstantField } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { useLeaveGuard } from '../../ui/use-leave-guard.js'
import { useWords } from '../../ui/use-words.js'
import { DeliveryPanel, KindField } from './delivery-panel.js'
import {
  blankProduct,
  draftOf,
  fieldsOf,
  type ProductFields,
  type Variants,
  whyNotVariants,
} from './draft.js'
import { PicturesField } from './pictures-field.js'
import { StatusBar } from './status-bar.js'
import { VariantsField } from './variants-field.js'

interface ProductFormProps {
  readonly product: Product | null
  readonly currency: string
  readonly zone: string
  readonly onReload: () => void
}

/** A product as a whole, saved on the version that was seen. Nothing typed is lost by a refusal or a slip. */
export function ProductForm({ product, currency, zone, onReload }: ProductFormProps) {
  const { storeId, origin } = useShop()
  const { products, goods, common } = useTexts()
  const to = usePath()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { message } = App.useApp()
  const may = useMay('catalog:write')
  const [form] = Form.useForm<ProductFields>()
  const [isDirty, setDirty] = useState(false)
  const [isConflict, setConflict] = useState(false)
  const [kind, setKind] = useState<DeliveryKind>('physical')
  const fail = useFail(form)
  const words = useWords()
  useLeaveGuard(() => isDirty)

  const save = useMutation({
    mutationFn: (status: ProductStatus) => {
      const draft = draftOf(form.getFieldsValue(true), { status, slug: product?.slug ?? null, currency })
      return words((acknowledged) =>
        product
          ? saveProduct(storeId, product.id, { version: product.version, product: draft, acknowledged })
          : createAs(storeId, kind, { ...draft, acknowledged }),
      )
    },
    onSuccess: async ({ id }) => {
      setDirty(false)
      void message.success(common.saved)
      await client.invalidateQueries({ queryKey: ['products', storeId] })
      if (product) onReload()
      // After the guard has let go of the page.
      else setTimeout(() => void navigate(to(`/products/${id}`), { replace: true }), 0)
    },
    onError: (error) => {
      if (isCode(error, 'PRODUCT_CHANGED')) setConflict(true)
      else fail(error)
    },
  })
  const submit = async (status: ProductStatus) => {
    const isValid = await form.validateFields().then(
      () => true,
      () => false,
    )
    if (isValid) save.mutate(status)
  }
  const checkVariants = async (_: unknown, variants: Variants) => {
    const obstacle = whyNotVariants(variants)
    if (obstacle === null) return
    const texts = { values: products.needValues, prices: products.needPrices, too_many: products.tooMany }
    throw new Error(texts[obstacle])
  }
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={product ? fieldsOf(product) : blankProduct()}
      onValuesChange={() => setDirty(true)}
    >
      {isConflict && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={products.conflict}
          action={
            <Button size="small" onClick={onReload}>
              {products.loadNewest}
            </Button>
          }
        />
      )}
      {product && (
        <StatusBar
          product={product}
          address={`${origin}/p/${product.slug}`}
          onChanged={onReload}
          isDirty={isDirty}
        />
      )}
      <Panel>
        <Form.Item
          name="title"
          label={products.name}
          rules={[{ required: true, whitespace: true, message: common.required }]}
        >
          <Input maxLength={120} placeholder={products.nameExample} />
        </Form.Item>
        <Form.Item name="pictures" label={products.pictures} extra={products.picturesHelp}>
          <PicturesField />
        </Form.Item>
        <Form.Item name="sellingPoint" label={products.sellingPoint} extra={products.sellingPointHelp}>
          <Input maxLength={120} />
        </Form.Item>
        <ShelfFields />
      </Panel>
      <Panel title={products.price} help={products.priceHelp}>
        <Form.Item name="variants" rules={[{ validator: checkVariants }]} validateTrigger={[]}>
          <VariantsField currency={currency} />
        </Form.Item>
      </Panel>
      <Panel title={products.description} help={products.descriptionHelp}>
        <Form.Item name="descriptionHtml">
          <RichText />
        </Form.Item>
      </Panel>
      {product ? (
        <DeliveryPanel product={product} isDirty={isDirty} onChanged={onReload} />
      ) : (
        <Panel title={goods.title}>
          <KindField
            kind={kind}
            {...(kind === 'virtual' ? { help: goods.kindLater } : {})}
            onChange={setKind}
          />
        </Panel>
      )}
      <BabyPanel />
      <RulesPanel zone={zone} />
      {may && (
        <FormBar>
          <Button
            loading={save.isPending && save.variables === 'draft'}
            disabled={save.isPending}
            onClick={() => void submit('draft')}
          >
            {products.saveDraft}
          </Button>
          <Button
            type="primary"
            loading={save.isPending && save.variables === 'active'}
            disabled={save.isPending}
            onClick={() => void submit('active')}
          >
            {product?.status === 'active' ? common.save : products.saveActive}
          </Button>
        </FormBar>
      )}
    </Form>
  )
}

/** One that was made and is not of its kind yet is opened all the same: there it says so. */
async function createAs(
  storeId: string,
  kind: DeliveryKind,
  draft: Parameters<typeof createProduct>[1],
): ReturnType<typeof createProduct> {
  const made = await createProduct(storeId, draft)
  if (kind === 'virtual') await setDeliveryKind(storeId, made.id, kind)
  return made
}

function ShelfFields() {
  const { storeId } = useShop()
  const { products } = useTexts()
  const categories = useQuery({
    queryKey: ['categories', storeId],
    queryFn: () => listCategories(storeId),
    staleTime: 60_000,
  })
  const tags = useQuery({ queryKey: ['tags', storeId], queryFn: () => listTags(storeId), staleTime: 60_000 })
  return (
    <div className="two">
      <Form.Item name="categoryIds" label={products.categories}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          notFoundContent={products.noCategories}
          options={(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="brand" label={products.brand}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="tags" label={products.tags} extra={products.tagsHelp}>
        <Select
          mode="tags"
          maxCount={20}
          tokenSeparators={[',', '，', '、']}
          options={(tags.data ?? []).map((tag) => ({ value: tag, label: tag }))}
        />
      </Form.Item>
      <Form.Item name="titleEn" label={products.nameEn}>
        <Input maxLength={200} />
      </Form.Item>
    </div>
  )
}

function BabyPanel() {
  const { products } = useTexts()
  return (
    <Panel title={products.baby} help={products.babyHelp}>
      <div className="two two-short">
        <Form.Item name="ageMinMonths" label={products.ageMin}>
          <InputNumber min={0} max={240} precision={0} className="full" suffix={products.months} />
        </Form.Item>
        <Form.Item name="ageMaxMonths" label={products.ageMax}>
          <InputNumber min={0} max={240} precision={0} className="full" suffix={products.months} />
        </Form.Item>
        <Form.Item name="stage" label={products.stage}>
          <Select
            allowClear
            options={STAGES.map((stage) => ({ value: stage, label: products.stages[stage] }))}
          />
        </Form.Item>
        <Form.Item name="sizeNote" label={products.size}>
          <Input maxLength={60} placeholder={products.sizeExample} />
        </Form.Item>
        <Form.Item name="standard" label={products.standard}>
          <Input maxLength={120} placeholder={products.standardExample} />
        </Form.Item>
        <Form.Item name="shelfLifeDays" label={products.shelfLife}>
          <InputNumber min={1} max={36_500} precision={0} className="full" />
        </Form.Item>
      </div>
    </Panel>
  )
}

function RulesPanel({ zone }: { readonly zone: string }) {
  const { products } = useTexts()
  return (
    <>
      <Panel title={products.limits} help={products.limitsHelp}>
        <div className="two two-short">
          <Form.Item name="limitUnits" label={products.limitUnits}>
            <InputNumber min={1} max={9999} precision={0} className="full" />
          </Form.Item>
          <Form.Item name="limitDays" label={products.limitDays}>
            <InputNumber min={1} max={3650} precision={0} className="full" />
          </Form.Item>
        </div>
      </Panel>
      <Panel title={products.schedule} help={products.scheduleHelp}>
        <div className="two">
          <Form.Item name="listedFrom" label={products.from}>
            <InstantField zone={zone} />
          </Form.Item>
          <Form.Item name="listedUntil" label={products.until}>
            <InstantField zone={zone} />
          </Form.Item>
        </div>
      </Panel>
    </>
  )
}
