import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import {
  type Category,
  type CategoryDraft,
  createCategory,
  listCategories,
  removeCategory,
  saveCategory,
} from '../../api/catalog.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Thumb } from '../../ui/picture.js'
import { PictureField } from '../../ui/picture-field.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'

const POSITION_STEP = 10

export function Screen() {
  const { storeId } = useShop()
  const { categories } = useTexts().catalog
  const may = useMay('catalog:write')
  const [edited, setEdited] = useState<Category | 'new' | null>(null)
  const list = useQuery({ queryKey: ['categories', storeId], queryFn: () => listCategories(storeId) })
  const add = may && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {categories.add}
    </Button>
  )
  const last = Math.max(0, ...(list.data ?? []).map(({ position }) => position))
  return (
    <Page title={categories.title} help={categories.help} action={add} isNarrow>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={categories.empty} help={categories.emptyHelp} action={add} />
          ) : (
            <div className="panel">
              <ul className="lines">
                {rows.map((category) => (
                  <Line key={category.id} category={category} onEdit={() => setEdited(category)} />
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
      {edited && (
        <CategoryDialog
          category={edited === 'new' ? null : edited}
          position={last + POSITION_STEP}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  )
}

function useRenew() {
  const { storeId } = useShop()
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['categories', storeId] })
}

function Line({ category, onEdit }: { readonly category: Category; readonly onEdit: () => void }) {
  const { storeId } = useShop()
  const { catalog, common } = useTexts()
  const may = useMay('catalog:write')
  const { modal } = App.useApp()
  const renew = useRenew()
  const fail = useFail()
  const { id, name, nameEn, mediaHash, products } = category
  const remove = useMutation({
    mutationFn: () => removeCategory(storeId, id),
    onSuccess: renew,
    onError: fail,
  })
  const ask = () =>
    void modal.confirm({
      title: common.remove,
      content: catalog.categories.removeConfirm(name),
      okText: common.remove,
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(),
    })
  return (
    <li className="row">
      <Thumb hash={mediaHash} size={44} />
      <span className="stack tight grow">
        <strong>{name}</strong>
        <span className="quiet">
          {[nameEn, catalog.categories.products(products)].filter(Boolean).join(' · ')}
        </span>
      </span>
      {may && (
        <>
          <Button type="text" onClick={onEdit}>
            {common.edit}
          </Button>
          <Button type="text" danger onClick={ask}>
            {common.remove}
          </Button>
        </>
      )}
    </li>
  )
}

interface CategoryDialogProps {
  readonly category: Category | null
  /** Where a new one would stand. */
  readonly position: number
  readonly onClose: () => void
}

function CategoryDialog({ category, position, onClose }: CategoryDialogProps) {
  const { storeId } = useShop()
  const { catalog, common } = useTexts()
  const texts = catalog.categories
  const renew = useRenew()
  const [form] = Form.useForm<CategoryDraft>()
  const fail = useFail(form)
  const save = useMutation({
    mutationFn: async (draft: CategoryDraft) => {
      if (category) await saveCategory(storeId, category.id, draft)
      else await createCategory(storeId, draft)
    },
    onSuccess: async () => {
      await renew()
      onClose()
    },
    onError: fail,
  })
  return (
    <Modal
      open
      title={category ? texts.edit : texts.add}
      onCancel={onClose}
      okText={common.save}
      cancelText={common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={category ?? { name: '', nameEn: '', mediaId: null, position }}
        onFinish={(draft) => save.mutate(draft)}
      >
        <Form.Item
          name="name"
          label={texts.name}
          rules={[{ required: true, whitespace: true, message: common.required }]}
        >
          <Input maxLength={40} autoFocus />
        </Form.Item>
        <Form.Item name="nameEn" label={texts.nameEn}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="position" label="#" rules={[{ required: true, message: common.required }]}>
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
        <Form.Item name="mediaId" label={texts.picture} extra={texts.pictureHelp}>
          <PictureField />
        </Form.Item>
      </Form>
    </Modal>
  )
}
