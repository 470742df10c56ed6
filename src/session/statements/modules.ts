import { SqlError } from '../../common/errors.ts';
import type { Handler } from '../context.ts';

/** Where all functions come from. */
export const CORE_MODULE = 'core';

/** LOAD MODULE, UNLOAD MODULE, USE MODULES: there is one, with every function. */
export const modules: Handler<'modules'> = async ({ action, names, span }) => {
  const unknown = names.find(({ name }) => name !== CORE_MODULE);
  if (unknown !== undefined) {
    throw new SqlError('E_NOT_FOUND', `there is no module ${unknown.name}`, {
      span: unknown.span,
      hint: `modules: ${CORE_MODULE}, with all functions`,
    });
  }
  const [first, twin] = names;
  if (twin !== undefined) {
    throw new SqlError('E_DEFINITION', `module ${twin.name} stands there twice`, { span: twin.span });
  }
  if (action === 'LOAD') {
    throw new SqlError('E_EXISTS', `module ${CORE_MODULE} is loaded already`, { span: first?.span });
  }
  if (action === 'UNLOAD') {
    throw new SqlError('E_UNSUPPORTED', `weir cannot do without module ${CORE_MODULE}`, { span });
  }
  return { kind: 'message', text: `Functions are those of ${CORE_MODULE}.` };
};
