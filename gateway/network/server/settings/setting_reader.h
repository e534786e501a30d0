// One value of renkei.yaml: from its node into its slot, or what is wrong with it.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/network/server/settings/setting_keys.h"

namespace renkei::server {

void read_setting(std::string_view name, const yaml::Node& node, const SettingTarget& target,
                  diag::Report& report);

} // namespace renkei::server
