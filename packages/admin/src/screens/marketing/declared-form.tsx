import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { newKey } from '../../api/client.js'
import { callDeclared, type PluginForm } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { SchemaForm, type SchemaValues } from '../../schema-form/schema-form.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { useWords } from '../../ui/use-words.js'

interface DeclaredFormProps {
  readonly pluginId: string
  readonly form: PluginForm
  readonly row: Readonly<Record<string, unknown>> | null
  readonly onClose: () => void
  readonly onSaved: () => void
}

const NOTHING = {}
/** The field of a plugin's form that says "I stand by these words": asked when it matters, never drawn. */
const STAND_BY = 'acknowledged'

function withoutStandBy(schema: PluginForm['schema']) {
  if (!schema?.properties || !Object.hasOwn(schema.properties, STAND_BY))
    return { schema, asksToStandBy: false }
  const { [STAND_BY]: _, ...properties } = schema.properties
  return { schema: { ...schema, properties }, asksToStandBy: true }
}

/** A form of a plugin beside its list; with a row and a `load` route it opens filled from there. */
export function DeclaredForm({ pluginId, form: declared, row, onClose, onSaved }: DeclaredFormProps) {
  const { storeId } = useShop()
  const { common } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const fail = useFail(form)
  const words = useWords()
  const { load, route, title } = declared
  const { schema, asksToStandBy } = withoutStandBy(declared.schema)
  const loaded = useQuery({
    queryKey: ['declared-load', storeId, pluginId, load, row?.id],
    queryFn: () =>
      load
        ? callDeclared<SchemaValues>(storeId, { pluginId, route: load, row: row ?? NOTHING })
        : Promise.resolve(row ?? NOTHING),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const save = useMutation({
    mutationFn: (values: SchemaValues) =>
      words((acknowledged) => {
        const body = asksToStandBy && acknowledged.length > 0 ? { ...values, [STAND_BY]: true } : values
        return callDeclared(storeId, { pluginId, route, row: row ?? NOTHING, body, key: newKey() })
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['declared', storeId, pluginId] })
      void message.success(common.saved)
      onClose()
      onSaved()
    },
    onError: fail,
  })
  return (
    <Drawer
      open
      title={title}
      size="large"
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <div className="row drawer-foot">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {common.save}
          </Button>
        </div>
      }
    >
      <Loaded from={loaded}>
        {(value) => (
          <SchemaForm
            form={form}
            schema={schema ?? NOTHING}
            value={value}
            onSubmit={(body) => save.mutate(body)}
          />
        )}
      </Loaded>
    </Drawer>
  )
}
