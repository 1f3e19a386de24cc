import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { findMedia, type Media } from '../api/media.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { UploadButton } from '../ui/upload-button.js'

const MEDIA_MAX = 20

interface MediaFieldProps {
  /** Ids of pictures of this shop. */
  readonly value?: readonly string[]
  readonly onChange?: (ids: readonly string[]) => void
  readonly max?: number
}

/** Pictures in the order they were added; the first is the one shown small. */
export function MediaField({ value = [], onChange, max = MEDIA_MAX }: MediaFieldProps) {
  const { common } = useTexts()
  const { origin } = useShop()
  const [fresh, setFresh] = useState<readonly Media[]>([])
  const known = useMedia(value, fresh)
  // Uploads end one after the other, each on top of what the earlier ones added.
  const latest = useRef(value)
  latest.current = value
  const put = (ids: readonly string[]) => {
    latest.current = ids
    onChange?.(ids)
  }
  const add = (media: Media) => {
    setFresh((before) => [...before, media])
    const { current } = latest
    if (current.length < max && !current.includes(media.id)) put([...current, media.id])
  }
  return (
    <ul className="pictures">
      {value.map((id, index) => (
        <li key={id} className="picture">
          {known.get(id) && <img src={`${origin}${known.get(id)}`} alt={String(index + 1)} />}
          <span className="picture-tools">
            <Button
              size="small"
              icon={<CloseOutlined />}
              aria-label={common.remove}
              onClick={() => put(value.filter((one) => one !== id))}
            />
          </span>
        </li>
      ))}
      {value.length < max && (
        <li className="picture-add">
          <UploadButton isMany onUploaded={add} />
        </li>
      )}
    </ul>
  )
}

/** Where pictures of this shop are: those uploaded just now, and those looked up. */
function useMedia(ids: readonly string[], fresh: readonly Media[]): ReadonlyMap<string, string> {
  const { storeId } = useShop()
  const unknown = ids.filter((id) => !fresh.some((media) => media.id === id))
  const found = useQuery({
    queryKey: ['media-of', storeId, ...unknown],
    queryFn: () => findMedia(storeId, unknown),
    enabled: unknown.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return new Map([...fresh, ...(found.data ?? [])].map(({ id, url }) => [id, url]))
}
