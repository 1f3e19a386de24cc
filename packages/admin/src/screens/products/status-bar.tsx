import { ExportOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { type Product, type ProductStatus, setProductStatus } from '../../api/catalog.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useWords } from '../../ui/use-words.js'
import { StatusTag } from './status-tag.js'

interface StatusBarProps {
  readonly product: Product
  /** Where shoppers see it. */
  readonly address: string
  readonly isDirty: boolean
  readonly onChanged: () => void
}

/** Whether it is sold, and the quick ways to change that without saving anything else. */
export function StatusBar({ product, address, isDirty, onChanged }: StatusBarProps) {
  const { storeId } = useShop()
  const { products, common } = useTexts()
  const may = useMay('catalog:write')
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const fail = useFail()
  const words = useWords()
  const { id, version, status } = product
  const change = useMutation({
    mutationFn: (wanted: ProductStatus) =>
      words((acknowledged) => setProductStatus(storeId, id, { version, status: wanted, acknowledged })),
    onSuccess: async () => {
      void message.success(common.saved)
      await client.invalidateQueries({ queryKey: ['products', storeId] })
      onChanged()
    },
    onError: fail,
  })
  const archive = () =>
    void modal.confirm({
      title: products.archive,
      content: products.archiveConfirm,
      onOk: () => change.mutateAsync('archived'),
    })
  const canChange = may && !isDirty
  return (
    <div className="panel row row-wrap">
      <StatusTag status={status} obstacle={obstacleOf(product)} />
      <span className="grow" />
      {status === 'active' && (
        <Button type="text" icon={<ExportOutlined />} href={address} target="_blank">
          {products.visit}
        </Button>
      )}
      {canChange && status === 'active' && (
        <Button loading={change.isPending} onClick={() => change.mutate('draft')}>
          {products.unpublish}
        </Button>
      )}
      {canChange && status !== 'active' && (
        <Button loading={change.isPending} onClick={() => change.mutate('active')}>
          {products.publish}
        </Button>
      )}
      {canChange && status !== 'archived' && (
        <Button type="text" onClick={archive}>
          {products.archive}
        </Button>
      )}
    </div>
  )
}

function obstacleOf({ listedFrom, listedUntil }: Product): string | null {
  const now = Date.now()
  if (listedFrom && now < Date.parse(listedFrom)) return 'not_started'
  return listedUntil && now >= Date.parse(listedUntil) ? 'ended' : null
}
