// Next.js and React, as far as the example uses them: so it is checked where they are not installed. `npm run test:runtimes -- next` builds
// it with them.

declare module "react" {
  export type ReactNode = object | string | number | boolean | null | undefined;
  export function useEffect(effect: () => void, dependencies: readonly unknown[]): void;
}
declare module "react/jsx-runtime" {
  export namespace JSX {
    type IntrinsicElements = Record<string, object>;
  }
}
declare module "next" {
  export interface Metadata {
    readonly title: string;
    readonly icons: string;
  }
}
declare module "next/headers" {
  export function headers(): Promise<Headers>;
}
declare module "next/server" {
  export class NextRequest extends Request {
    readonly nextUrl: URL;
  }
  export class NextResponse extends Response {
    static next(): NextResponse;
  }
}
