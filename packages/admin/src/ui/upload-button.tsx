import { UploadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { type Media, uploadPicture } from '../api/media.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { useFail } from './use-fail.js'

const BYTES_MAX = 10 * 1024 * 1024

interface UploadButtonProps {
  readonly label?: string
  readonly isMany?: boolean
  readonly disabled?: boolean
  readonly onUploaded: (media: Media) => void
}

/** Chooses pictures and sends them one after the other; one that is refused does not stop the rest. */
export function UploadButton({ label, isMany = false, disabled = false, onUploaded }: UploadButtonProps) {
  const { upload } = useTexts().shop
  const input = useRef<HTMLInputElement>(null)
  const { send, isSending } = useUpload(onUploaded)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/gif"
        multiple={isMany}
        className="file-input"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          void send(files)
        }}
      />
      <Button
        icon={<UploadOutlined />}
        loading={isSending}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        {isSending ? upload.uploading : (label ?? upload.choose)}
      </Button>
    </>
  )
}

/** Sends files as pictures of this shop. */
export function useUpload(onUploaded: (media: Media) => void) {
  const { storeId } = useShop()
  const { upload } = useTexts().shop
  const { message } = App.useApp()
  const fail = useFail()
  const [isSending, setSending] = useState(false)
  const send = async (files: readonly File[]) => {
    setSending(true)
    for (const file of files) {
      if (file.size > BYTES_MAX) void message.error(`${file.name}: ${upload.tooLarge}`)
      else await uploadPicture(storeId, file).then(onUploaded, fail)
    }
    setSending(false)
  }
  return { send, isSending }
}
