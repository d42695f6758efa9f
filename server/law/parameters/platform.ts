import { z } from "zod";
import { oneOf, someOf } from "./choices";
import { flag, parameter, textSchema, textsSchema } from "./shape";

const NETWORKS = {
  intranet: ["电子政务内网", "E-government intranet"],
  extranet: ["电子政务外网", "E-government extranet"],
} as const;

/** Platforms, networks, what must run on them and how systems are connected. */
export const PLATFORM = {
  "platform.topology": oneOf("平台架构", "Topology", {
    "single-level": ["全市（区）统一一级平台", "One platform for the whole city"],
    "two-levels": ["市、区县两级平台，区县接入市级", "Two levels, districts connect to the city"],
    "national-system": ["全国一体化政务大数据体系，各级分建、互联互通", "One national system of connected platforms"],
  }),
  "platform.county_build.allowed": parameter("县（区）可以自建平台", "Counties may build platforms", flag),
  "platform.district_link": parameter("区县平台接入市级平台", "District platforms connect to the city's", flag),
  "platform.opening.count": parameter("开放平台数量", "Number of opening platforms", z.int().positive()),
  "platform.opening.linked_to_portal": parameter(
    "开放平台与政府门户网站对接",
    "The opening platform is linked to the government portal",
    flag,
  ),
  "platform.networks": someOf("平台依托的网络", "Networks of the platform", NETWORKS),
  "platform.critical_infrastructure": parameter(
    "共享平台为关键信息基础设施",
    "The platform is critical information infrastructure",
    flag,
  ),
  "platform.intranet.protection": oneOf("内网平台保护要求", "Protection of the intranet part", {
    "graded-protection": ["涉密信息系统分级保护", "Graded protection of classified systems"],
  }),
  "platform.extranet.protection": oneOf("外网平台保护要求", "Protection of the extranet part", {
    "network-security": ["国家网络安全制度和要求", "National rules of network security"],
  }),
  "platform.operator": parameter("平台建设运行管理", "Who builds and runs the platform", textSchema),
  "platform.data_centre": parameter("数据资源中心", "Data centre", textSchema),
  "platform.bypass.prohibited": parameter("共享须经平台进行", "Sharing goes through the platform", flag, "yes"),
  "platform.own_exchange.allowed": parameter("可以自建共享交换设施", "Own exchange facilities are allowed", flag, "no"),
  "platform.new_systems": oneOf("新建跨部门系统", "New cross-department systems", {
    "must-use-platform": ["应当通过共享平台共享", "Must share through the platform"],
  }),
  "platform.legacy.migration": oneOf("原有交换系统迁移", "Legacy exchanges", {
    gradual: ["逐步迁移", "Migrate gradually"],
    mandatory: ["应当迁移，未定期限", "Must migrate, no date"],
    incorporate: ["纳入一体化体系", "Brought into the national system"],
  }),
  "platform.source_system.network": someOf("业务系统承载网络", "Network of business systems", NETWORKS),
  "platform.source_system.migration": oneOf("专网系统迁移", "Systems on private networks", {
    mandatory: ["应当迁移，未定期限", "Must migrate, no date"],
  }),
  "platform.source_system.connection": oneOf("业务系统接入平台", "Connection of business systems", {
    connected: ["应当接入", "Must be connected"],
    promptly: ["抓紧接入，未定期限", "Promptly, no date"],
  }),
  "platform.connection.by": oneOf("平台联通责任", "Who connects", {
    "each-department": ["各部门负责", "Each department"],
  }),
  "platform.ministry_exception": parameter(
    "国家部委特殊要求做好衔接",
    "Special ministry requirements are reconciled",
    flag,
  ),
  "platform.adapt_to": parameter("随上级规范调整", "Adapts to", textSchema),
  "publishing.realtime": parameter("实时接入", "Real-time connection", flag, "yes"),
  "publishing.interface_mode.mandatory_when": someOf("须用接口方式共享的数据", "Data that needs an interface", {
    "frequently-changing": ["变化频繁", "Frequently changing"],
    "time-critical": ["时效性较强", "Time-critical"],
    "parallel-approval": ["跨部门并联审批和协同办公", "Cross-department parallel approval and joint work"],
  }),
  "standards.levels": someOf("遵循的标准", "Standards followed", {
    national: ["国家标准", "National"],
    provincial: ["省级标准", "Provincial"],
    municipal: ["市级标准", "Municipal"],
  }),
  "standards.topics": parameter("标准规范的内容", "Subjects of standards", textsSchema),
} as const;
