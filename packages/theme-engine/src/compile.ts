import Handlebars from 'handlebars'
import { helperNames, helpers } from './helpers.js'
import type { Run, RuntimeData } from './state.js'

/** One closed Handlebars environment: our helpers, the given partials, nothing of a prototype. */
export type Environment = typeof Handlebars

/** A fresh environment with every helper and no partial. */
export function newEnvironment(): Environment {
  const environment = Handlebars.create()
  for (const name of ['log', 'helperMissing', 'blockHelperMissing']) environment.unregisterHelper(name)
  environment.unregisterDecorator('inline')
  environment.registerHelper(helpers as unknown as Handlebars.HelperDeclareSpec)
  return environment
}

const knownHelpers = Object.fromEntries(
  [...helperNames].map((name) => [name, true]),
) as unknown as KnownHelpers
type KnownHelpers = NonNullable<PrecompileOptions['knownHelpers']>

/**
 * A template that has passed the check; turned into code when it is first shown, as a start shows few of them. Only a
 * string is taken: Handlebars would run a ready-made syntax tree as code.
 */
export function compileTemplate(environment: Environment, source: string): Handlebars.TemplateDelegate {
  if (typeof source !== 'string') throw new TypeError('a template is a string')
  let made: Handlebars.TemplateDelegate | undefined
  return (context, options) => {
    made ??= madeOf(environment, source)
    return made(context, options)
  }
}

function madeOf(environment: Environment, source: string): Handlebars.TemplateDelegate {
  const slim = source.replace(/\n[ \t]+/g, '\n')
  const code = environment.precompile(slim, { knownHelpers, knownHelpersOnly: true, preventIndent: true })
  return environment.template(new Function(`return ${code as string}`)() as TemplateSpecification)
}

/** The compiled template as a plain function of its context and what the render carries along. */
export function runnable(template: Handlebars.TemplateDelegate): Run {
  return (context: object, data: RuntimeData) =>
    template(context, {
      data,
      allowProtoMethodsByDefault: false,
      allowProtoPropertiesByDefault: false,
    })
}
