import { DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { listMedia, type Media } from '../api/media.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { UploadButton } from './upload-button.js'

interface PictureFieldProps {
  /** The id of a picture of this shop. */
  readonly value?: string | null
  readonly onChange?: (mediaId: string | null) => void
  readonly isWide?: boolean
}

/** One picture: shown, replaced, taken away. */
export function PictureField({ value = null, onChange, isWide = false }: PictureFieldProps) {
  const { common, shop } = useTexts()
  const { origin } = useShop()
  const [fresh, setFresh] = useState<Media | null>(null)
  const url = usePictureUrl(value, fresh)
  return (
    <div className="row row-wrap">
      {value && url && (
        <img
          className={isWide ? 'thumb picture-wide' : 'thumb picture-square'}
          src={`${origin}${url}`}
          alt=""
        />
      )}
      <UploadButton
        label={value ? shop.upload.replace : shop.upload.choose}
        onUploaded={(media) => {
          setFresh(media)
          onChange?.(media.id)
        }}
      />
      {value && (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={common.remove}
          onClick={() => onChange?.(null)}
        />
      )}
    </div>
  )
}

/** Where a picture of this shop is; looked up among its pictures when it was not uploaded just now. */
function usePictureUrl(mediaId: string | null, fresh: Media | null): string | null {
  const { storeId } = useShop()
  const isKnown = mediaId === null || fresh?.id === mediaId
  const found = useQuery({
    queryKey: ['picture', storeId, mediaId],
    queryFn: () => findPicture(storeId, mediaId ?? ''),
    enabled: !isKnown,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (fresh?.id === mediaId) return fresh?.url ?? null
  return mediaId === null ? null : (found.data?.url ?? null)
}

const PAGES_MAX = 10

async function findPicture(storeId: string, mediaId: string): Promise<Media | null> {
  let before: string | null = null
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { media, next } = await listMedia(storeId, before)
    const found = media.find(({ id }) => id === mediaId)
    if (found) return found
    if (next === null) return null
    before = next
  }
  return null
}
