// The texts of request cases: variables, bodies made of fixtures with named edits, peers.
#pragma once

#include "gateway/network/policy/peer.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::server::request_cases {

using Json = nlohmann::json;
using Variables = std::map<std::string, std::string>;

std::pair<std::string, std::string> cut(std::string_view text,
                                        std::string_view at); // second: empty if it is not there
std::vector<std::string> split(std::string_view text, std::string_view at);
// $name and ${name}; ${name%} for a URL; $$ is a dollar
std::string expanded(std::string_view text, const Variables& variables);
// NAME(ARGUMENT,…) of the table in case_bodies.cpp, a JSON text, or any other text; then edits: " / OLD =>
// NEW" replaces a text, " /cp932 OLD => NEW" one of a form in CP932, " @/POINTER = JSON" sets and " @/POINTER
// -" removes a member.
std::string body_of(std::string_view text, const Variables& variables);
std::string type_of(std::string_view body,
                    std::string_view written); // the media type where the request names none
// "ID characters=jis role=network office=9970100013 …": a new peer, or an entry that is changed.
void enter_peer(std::vector<policy::Peer>& peers, const std::string& text);

} // namespace renkei::server::request_cases
