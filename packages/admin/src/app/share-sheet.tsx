import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Modal, QRCode, Space } from 'antd'
import { useRef } from 'react'
import { changeSettings, getSettings } from '../api/store.js'
import { useTexts } from '../i18n/texts.js'
import { CopyButton } from '../ui/copy-button.js'
import { useFail } from '../ui/use-fail.js'
import { SHOPS, useMay, useShop } from './session.js'

/** True when only this computer can open the address. */
export function isLocal(origin: string): boolean {
  const { hostname } = new URL(origin)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.startsWith('127.')
}

interface ShareSheetProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The shop's link and QR code, with a word when a phone could not open it. */
export function ShareSheet({ isOpen, onClose }: ShareSheetProps) {
  const { share } = useTexts()
  const shop = useShop()
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} title={share.title} destroyOnHidden>
      <div className="stack-wide">
        {shop.publishedAt === null && <HiddenNotice />}
        <SharePanel origin={shop.origin} name={shop.slug} />
      </div>
    </Modal>
  )
}

export function SharePanel({ origin, name }: { readonly origin: string; readonly name: string }) {
  const { share } = useTexts()
  const holder = useRef<HTMLDivElement>(null)
  const save = () => {
    const canvas = holder.current?.querySelector('canvas')
    if (!canvas) return
    const link = document.createElement('a')
    link.href = canvas.toDataURL('image/png')
    link.download = `${name}-qr.png`
    link.click()
  }
  return (
    <div className="stack-wide">
      {isLocal(origin) && (
        <Alert type="warning" showIcon title={share.localTitle} description={share.localHelp} />
      )}
      <Space.Compact block>
        <Input readOnly value={origin} aria-label={share.link} />
        <CopyButton text={origin} />
      </Space.Compact>
      <figure className="qr" ref={holder}>
        <QRCode value={origin} size={200} bordered={false} color="#2b2320" bgColor="#ffffff" />
        <figcaption>{share.qr}</figcaption>
        <Button onClick={save}>{share.save}</Button>
      </figure>
    </div>
  )
}

function HiddenNotice() {
  const { share } = useTexts()
  const may = useMay('store:write')
  const publish = usePublish()
  return (
    <Alert
      type="info"
      showIcon
      title={share.hidden}
      action={
        may && (
          <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate()}>
            {share.publish}
          </Button>
        )
      }
    />
  )
}

/** Opens the shop to the public. */
export function usePublish() {
  const { storeId } = useShop()
  const { common } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  return useMutation({
    mutationFn: async () => {
      const { version } = await getSettings(storeId)
      return changeSettings(storeId, { version, published: true })
    },
    onSuccess: async (settings) => {
      client.setQueryData(['settings', storeId], settings)
      await client.invalidateQueries({ queryKey: SHOPS })
      void message.success(common.saved)
    },
    onError: fail,
  })
}
