// The transport's words that handlers speak all the time.
#pragma once

#include "gateway/http/refused.h"
#include "gateway/http/request.h"
#include "gateway/http/route.h"
#include "gateway/http/target.h"

namespace renkei::server {

using http::Answer;
using http::escaped;
using http::for_answer;
using http::language_of;
using http::malformed;
using http::Or;
using http::Pairs;
using http::Parts;
using http::refuse;
using http::Refused;
using http::refused;
using http::Request;
using http::weight_of;

} // namespace renkei::server
