"use client";

// Ant Design's icons read a React context as they load: server components get theirs through this client module.
export {
  CaretDownOutlined,
  CaretUpOutlined,
  CheckOutlined,
  CloseOutlined,
  DownloadOutlined,
  LogoutOutlined,
} from "@ant-design/icons";
