import { PictureOutlined } from '@ant-design/icons'
import { thumbPath } from '../api/media.js'
import { useShop } from '../app/session.js'

interface ThumbProps {
  readonly hash: string | null
  readonly alt?: string
  readonly size?: number
}

/** A square picture of a product, or a quiet place where one would be. */
export function Thumb({ hash, alt = '', size = 56 }: ThumbProps) {
  const { origin } = useShop()
  if (!hash)
    return (
      <span className="thumb thumb-none" style={{ width: size, height: size }} aria-hidden="true">
        <PictureOutlined />
      </span>
    )
  return (
    <img
      className="thumb"
      src={`${origin}${thumbPath(hash)}`}
      alt={alt}
      width={size}
      height={size}
      loading="lazy"
    />
  )
}
