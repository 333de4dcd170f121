// An Expo app: logs in, shows the last weigh-ins, logs out. The secret is in the backend. In app.json: "scheme": "example".
import { getRandomValues } from "expo-crypto";
import * as WebBrowser from "expo-web-browser";
import { useState } from "react";
import { Button, Linking, Platform, Text, View } from "react-native";
import { authorizeWithBackend } from "withings-kit/backend";
import { expoWebView } from "withings-kit/expo";
import { type Backend, lastWeighIns, logOut, type WeighIn } from "../backend-data.ts";

// React Native has no random numbers of its own.
if (!("crypto" in globalThis)) Object.assign(globalThis, { crypto: { getRandomValues } });

const backend: Backend = {
  url: "https://app.example.com/withings",
  headers: { authorization: "Bearer the-session-of-your-app" },
};

export function App() {
  const [weighIns, setWeighIns] = useState<readonly WeighIn[] | undefined>(undefined);
  const [notice, setNotice] = useState("");

  const logIn = async (): Promise<void> => {
    const connection = await authorizeWithBackend({
      backend: backend.url,
      headers: backend.headers,
      returnTo: "example://withings/done",
      webView: expoWebView({ WebBrowser, Linking, Platform }),
    });
    if (connection === null) setNotice("Nobody was connected.");
    else setWeighIns(await lastWeighIns(backend));
  };
  const leave = async (): Promise<void> => {
    await logOut(backend);
    setWeighIns(undefined);
  };
  const press = (action: () => Promise<void>) => () => {
    setNotice("");
    action().catch((error: unknown) => {
      setNotice(error instanceof Error ? error.message : "Something failed.");
    });
  };

  return (
    <View style={{ flex: 1, justifyContent: "center", padding: 24, gap: 12 }}>
      {weighIns === undefined ? (
        <Button title="Connect Withings" onPress={press(logIn)} />
      ) : (
        <View>
          {weighIns.map(({ day, kg }) => (
            <Text key={day}>
              {day} {kg}
            </Text>
          ))}
          <Button title="Log out" onPress={press(leave)} />
        </View>
      )}
      <Text>{notice}</Text>
    </View>
  );
}
