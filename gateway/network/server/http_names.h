// Names of http that all handlers use.
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/http/request.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/http/route.h"

namespace renkei::server {

using http::bad_request;
using http::error_response;
using http::http_error;
using http::HttpError;
using http::HttpResult;
using http::language_of;
using http::Pairs;
using http::PathParameters;
using http::percent_encoded;
using http::Refusal;
using http::report_response;
using http::Request;
using http::Response;
using http::wants_page;
using http::weight_of;

} // namespace renkei::server
