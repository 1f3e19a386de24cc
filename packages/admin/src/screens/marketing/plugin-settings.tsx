import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form } from 'antd'
import { type PluginDescription, savePluginSettings } from '../../api/plugins.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { SchemaForm, type SchemaValues } from '../../schema-form/schema-form.js'
import { Panel, SaveButton } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'

/** A plugin's settings for this shop, and what it may use. */
export function PluginSettings({ plugin }: { readonly plugin: PluginDescription }) {
  const { marketing } = useTexts()
  const { settings, scopes } = plugin
  const hasFields = Object.keys(settings.schema.properties ?? {}).length > 0
  return (
    <div className="page-narrow">
      <Panel help={plugin.isOn ? marketing.settingsHelp : marketing.settingsOff} title={marketing.settings}>
        {hasFields ? <SettingsForm key={settings.version} plugin={plugin} /> : marketing.noSettings}
      </Panel>
      {scopes.length > 0 && (
        <Panel title={marketing.scopes}>
          <ul className="scopes">
            {scopes.map(({ scope, text }) => (
              <li key={scope}>{text}</li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

function SettingsForm({ plugin }: { readonly plugin: PluginDescription }) {
  const { storeId } = useShop()
  const { common } = useTexts()
  const may = useMay('plugins:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const fail = useFail(form)
  const { id, settings } = plugin
  const save = useMutation({
    mutationFn: (wanted: SchemaValues) =>
      savePluginSettings(storeId, id, { settings: wanted, version: settings.version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['plugin', storeId, id] })
      void message.success(common.saved)
    },
    onError: fail,
  })
  return (
    <SchemaForm
      form={form}
      schema={settings.schema}
      value={settings.value}
      disabled={!may}
      onSubmit={(wanted) => save.mutate(wanted)}
    >
      {may && <SaveButton isSaving={save.isPending} />}
    </SchemaForm>
  )
}
