import type { Metadata } from "next";
import type { ReactNode } from "react";
import { style } from "../../style.ts";

export const metadata: Metadata = { title: "Morning Weights", icons: "data:," };

function Layout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <html lang="en">
      <head>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>{children}</body>
    </html>
  );
}

export { Layout as default };
