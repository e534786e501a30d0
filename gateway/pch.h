// Headers of libraries that many files include, compiled once. No header of the project: a change of it would
// compile everything again. Every file includes what it uses itself; preset fuzz compiles without this one.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
